// Draws docs/images/rooms.svg, the rooms of src/ and which imports from which, from the imports that
// are there:
//
//     npm run draw-rooms [-- --check]
//
// --check writes nothing and exits with 1 where the picture would change; a test does the same.
import { readFileSync, writeFileSync } from 'node:fs';
import { drawRooms, ROOMS_PICTURE } from '../support/draw-rooms.ts';

const picture = drawRooms();
if (!process.argv.includes('--check')) writeFileSync(ROOMS_PICTURE, picture);
else if (readFileSync(ROOMS_PICTURE, 'utf8') !== picture) process.exitCode = 1;
