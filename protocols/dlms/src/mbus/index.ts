export { MbusDeframer } from './deframer.ts'
export { longFrameEnd, type ReceivedMbusFrame } from './long-frame.ts'
export { encodeMbusFrames, MbusAssembler } from './segmentation.ts'
