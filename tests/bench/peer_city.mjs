// node peer_city.mjs PEERS N FOLDER - the peers' made city of N buildings (PEERS/data/city_N.bin) as files that
// `twinplan import` reads: footprints with their height as GeoJSON and the same terrain as an ASCII grid, both in
// EPSG:5186 around 200000, 600000, where the peers have 0, 0.
import fs from 'fs';
const [, , peers, count, folder] = process.argv;
const east = 200000, north = 600000;
const { terrainZ } = await import(`${fs.realpathSync(peers)}/gen.mjs`);
const bytes = fs.readFileSync(`${peers}/data/city_${count}.bin`);
const city = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
fs.mkdirSync(folder, { recursive: true });

const out = fs.openSync(`${folder}/buildings.geojson`, 'w');
fs.writeSync(out, '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::5186"}},"features":[\n');
let lines = [];
for (let i = 0; i < +count; ++i) {
    const [cx, cy, z0, h, w, d, turn] = city.subarray(i * 8, i * 8 + 7), c = Math.cos(turn), s = Math.sin(turn);
    const ring = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]].map(([a, b]) => {
        const x = a * w / 2, y = b * d / 2;
        return `[${(east + cx + c * x - s * y).toFixed(3)},${(north + cy + s * x + c * y).toFixed(3)}]`;
    });
    lines.push(`{"type":"Feature","properties":{"height":${h.toFixed(2)},"base_height":${z0.toFixed(2)}},` +
        `"geometry":{"type":"Polygon","coordinates":[[${ring.join(',')}]]}}${i + 1 < +count ? ',' : ''}`);
    if (lines.length === 20000 || i + 1 === +count) {
        fs.writeSync(out, lines.join('\n') + '\n');
        lines = [];
    }
}
fs.writeSync(out, ']}\n');
fs.closeSync(out);

const half = Math.ceil(Math.sqrt(+count)) * 30 / 2 + 1000, cell = 30, cells = Math.ceil(2 * half / cell);
const rows = [`ncols ${cells}`, `nrows ${cells}`, `xllcorner ${east - half}`, `yllcorner ${north - half}`, `cellsize ${cell}`, 'NODATA_value -9999'];
for (let r = 0; r < cells; ++r) {
    const y = half - (r + 0.5) * cell, row = [];
    for (let k = 0; k < cells; ++k) row.push(terrainZ(-half + (k + 0.5) * cell, y).toFixed(2));
    rows.push(row.join(' '));
}
fs.writeFileSync(`${folder}/terrain.asc`, rows.join('\n') + '\n');
fs.writeFileSync(`${folder}/terrain.prj`, 'PROJCS["Korea 2000 / Central Belt 2010",GEOGCS["Korea 2000",DATUM["Geocentric_datum_of_Korea",SPHEROID["GRS 1980",6378137,298.257222101]],' +
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",38],PARAMETER["central_meridian",127],' +
    'PARAMETER["scale_factor",1],PARAMETER["false_easting",200000],PARAMETER["false_northing",600000],UNIT["metre",1]]\n');
