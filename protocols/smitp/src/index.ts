export { authenticatedNack, authenticatedTwin, plainTwin } from './application/attribute.ts'
export { type DateTime, dateTime, dateTimeOf, unknownDateTime } from './application/date-time.ts'
export {
  decodeMessage,
  encodeMessage,
  type Message,
  type MessageKind,
  maxFirmwareBlock,
  maxPlainBody,
  maxProtectedBody,
  message,
} from './application/messages.ts'
export { type Refusal, refusalOf, refusals } from './application/refusals.ts'
export type { Row } from './application/rows.ts'
export { type CosemMessage, decodeCosem, encodeCosem, maxCosemApdu, saps } from './cosem/cosem.ts'
export {
  type CosemClientInput,
  type CosemClientOutput,
  type CosemClientState,
  createCosemClient,
  stepCosemClient,
} from './cosem/cosem-client.ts'
export {
  type CosemServerState,
  createCosemServer,
  type DlmsServer,
  stepCosemServer,
} from './cosem/cosem-server.ts'
export {
  explainSmitp,
  type SmitpExplainOptions,
  type SmitpExplanation,
  type SmitpKind,
  smitpKinds,
} from './explain/explain.ts'
export type { SmitpKeyInput } from './explain/keys.ts'
export {
  encodeHostFrame,
  type HostCode,
  type HostFrame,
  hostCodes,
  hostFrame,
} from './host-interface/frame.ts'
export {
  type ModemInput,
  type ModemOutput,
  type ModemState,
  openModem,
  stepModem,
} from './host-interface/modem.ts'
export {
  type ModemHostInput,
  type ModemHostOutput,
  type ModemHostState,
  openModemHost,
  stepModemHost,
} from './host-interface/modem-host.ts'
export {
  defaultTiming,
  type HeardFrame,
  type LinkData,
  linkData,
  type Mib,
  mib,
} from './host-interface/payloads.ts'
export { hostTimes, type SerialLinkSettings, serialLinkDefaults } from './host-interface/serial-link.ts'
export { IpDeframer } from './ip/deframer.ts'
export { encodeIpMessage, type IpMessage, type IpService, ipMessage, smitpPort } from './ip/message.ts'
export type { LineAnswer, LineExchange, LineOutcome } from './line/exchange.ts'
export type { Impedance, Port, Reception, Station } from './line/station.ts'
export { elaborationTime, exchangeTime, type Passage, slotTime } from './line/timing.ts'
export {
  type Aca,
  type Address,
  aca,
  acaFromOctets,
  addressToOctets,
  broadcast,
  isSection,
  type Sca,
  type SectionAddress,
  sca,
  sectionAddress,
} from './mac/address.ts'
export type { LlcControl } from './mac/control.ts'
export {
  answerDiscipline,
  type Discipline,
  type DisciplineProperties,
  disciplineOf,
  disciplines,
} from './mac/discipline.ts'
export {
  decodeFrame,
  encodeFrame,
  frameOverhead,
  type MacFrame,
  macFrame,
  maxLsdu,
  maxRoute,
} from './mac/frame.ts'
export { dsaps, type Ecc, eccs, type Lsap } from './mac/lsap.ts'
export {
  createMaster,
  type MasterInput,
  type MasterOutput,
  type MasterState,
  stepMaster,
} from './master/master.ts'
export { MasterStation, type OnOutcome } from './master/master-station.ts'
export {
  decodeNetworkMessage,
  encodeNetworkMessage,
  isAsked,
  maxNeighbours,
  type NetworkMessage,
  networkMessage,
} from './network/messages.ts'
export type { LinkQuality, Neighbour } from './network/neighbour.ts'
export { encodeOptical, OpticalDeframer } from './optical/optical.ts'
export { airtime } from './phy/airtime.ts'
export { convolve, symbolCount } from './phy/convolution.ts'
export { decodePhy, encodePhy, findPsdu, maxPsdu } from './phy/phy-frame.ts'
export { type Symbols, Viterbi } from './phy/viterbi.ts'
export {
  answerChallenge,
  type ChallengeRequest,
  type ChallengeResponse,
  challenge,
  openChallenge,
} from './security/challenge.ts'
export { type Protection, protect, type Unprotected, unprotect } from './security/protect.ts'
export { openRefusal, type ProvenRefusal, refuse } from './security/refusal.ts'
export {
  type Ciphering,
  challengeTypes,
  type Direction,
  type SmitpKeys,
  type SmitpMode,
  type SmitpSecurity,
} from './security/security.ts'
export { SmitpKey } from './security/smitp-key.ts'
export { assembled, type Reassembly, receiptOf, takeSegment } from './segmentation/reassembly.ts'
export {
  decodeSegment,
  encodeSegment,
  maxSegmentedMessage,
  missing,
  type Receipt,
  type Segment,
  segments,
} from './segmentation/segment.ts'
export {
  createSmitpClient,
  type SmitpClientInput,
  type SmitpClientOutput,
  type SmitpClientSettings,
  type SmitpClientState,
  stepSmitpClient,
} from './session/client.ts'
export type { ClientCounter } from './session/counter.ts'
export type { ClientRequest, SmitpRequest } from './session/requests.ts'
export { readEvents, type Selection, selectProfile, selectRows } from './session/select.ts'
export {
  createSmitpServer,
  type ServerKeys,
  type ServerMemory,
  type ServerOccurrence,
  type ServerRequest,
  type SmitpServerOutput,
  type SmitpServerSettings,
  stepSmitpServer,
} from './session/server.ts'
export type { Effect, Right, TableStore } from './session/table-store.ts'
export { createSlave, stepSlave } from './slave/slave.ts'
export { SlaveStation } from './slave/slave-station.ts'
export type {
  SlaveAnswer,
  SlaveCounters,
  SlaveInput,
  SlaveOutput,
  SlaveRequest,
  SlaveSettings,
  SlaveState,
} from './slave/state.ts'
export { SmitpError, type SmitpErrorCode } from './smitp-error.ts'
export {
  catalogue,
  daysKept,
  eventsKept,
  firmwareBlocksPerRow,
  loadProfileTables,
  type RowKind,
  type RowKindName,
  rowKindOf,
  rowOfDay,
  rowOfMonth,
} from './tables/catalogue.ts'
export { type CommandName, commandOf, commandParameters, commands } from './tables/commands.ts'
export { fittingRows, type ProfileRow, profileBlock, profileInterval } from './tables/profile-block.ts'
export type { Reading } from './tables/reading.ts'
export type {
  BreakerRow,
  DailyClosureRow,
  EventRow,
  IdentityRow,
  MonthlyClosureRow,
  SupplyQualityRow,
  TariffRegistersRow,
  TotalsRow,
} from './tables/rows.ts'
export { type StatusBit, type StatusWord, statusBits, statusWord } from './tables/status-word.ts'
