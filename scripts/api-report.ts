// Writes test/library/api.md, what the library exports, for a person to read what changed; a test compares it:
//
//     npm run api-report
import { writeFileSync } from 'node:fs';
import { API_REPORT, apiReport } from '../support/api-report.ts';

writeFileSync(API_REPORT, apiReport());
