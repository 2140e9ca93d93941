import { captureLimit } from './causes/capture-limit.ts';
import type { Cause } from './causes/cause.ts';
import { ipVersion } from './causes/ip-version.ts';
import { productFunction } from './causes/product-function.ts';
import { rejectingDevice } from './causes/rejecting-device.ts';
import { resetAndSilence } from './causes/reset-and-silence.ts';
import { sameServer } from './causes/same-server.ts';
import { sameService } from './causes/same-service.ts';

/** In this order: an endpoint belongs to the first cause that explains it together with others. */
export const CAUSES: readonly Cause[] = [
  captureLimit,
  ipVersion,
  resetAndSilence,
  productFunction,
  rejectingDevice,
  sameService,
  sameServer,
];
