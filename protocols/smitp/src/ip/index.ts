export { IpDeframer } from './deframer.ts'
export { encodeIpMessage, type IpMessage, smitpPort } from './message.ts'
