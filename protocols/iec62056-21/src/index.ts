export {
  type Acknowledgement,
  type Control,
  decodeAcknowledgement,
  encodeAcknowledgement,
  type Protocol,
} from './acknowledgement.ts'
export { baudCharacter, openingBaud, type ReadoutMode, speedOf } from './baud.ts'
export { withoutParity, withParity } from './characters.ts'
export { type DataSet, type DataValue, dataSets, formatDataSet, obisOf } from './data-set.ts'
export {
  decodeIdentification,
  encodeIdentification,
  type Identification,
  reactionTime,
} from './identification.ts'
export {
  createOpeningClient,
  type OpeningClientInput,
  type OpeningClientOutput,
  type OpeningClientSettings,
  type OpeningClientState,
  type OpeningFault,
  stepOpeningClient,
} from './opening/client.ts'
export { type BinaryProtocol, type LineFormat, type LineOutput, smitpBaud } from './opening/line.ts'
export {
  createOpeningServer,
  type OpeningServerInput,
  type OpeningServerOutput,
  type OpeningServerSettings,
  type OpeningServerState,
  stepOpeningServer,
} from './opening/server.ts'
export { encodePush, pushBaud, readPush } from './push.ts'
export { blockCheck, decodeReadout, encodeReadout, type Readout, readReadout } from './readout.ts'
export { decodeSignOn, encodeSignOn, isCalled } from './sign-on.ts'
