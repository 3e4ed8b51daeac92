export { decodeSegment, encodeSegment } from '../segmentation/segment.ts'
export { type CosemMessage, decodeCosem, encodeCosem, maxCosemApdu, saps } from './cosem.ts'
export {
  type CosemClientInput,
  type CosemClientOutput,
  type CosemClientState,
  createCosemClient,
  stepCosemClient,
} from './cosem-client.ts'
export { type CosemServerState, createCosemServer, type DlmsServer, stepCosemServer } from './cosem-server.ts'
