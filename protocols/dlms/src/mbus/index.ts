export { MbusDeframer } from './deframer.ts'
export type { ReceivedMbusFrame } from './long-frame.ts'
export { encodeMbusFrames, MbusAssembler } from './segmentation.ts'
