export type { HeardFrame } from './customers/customer-home.ts'
export type { CustomerPlate } from './customers/plates.ts'
export type { SeenDevice } from './customers/seen-device.ts'
export { credentialsFile, lineKeysFile } from './data-folder.ts'
export {
  type ConcentratorOnTheMap,
  type District,
  describeDistrict,
  type MeterOnTheMap,
  startDistrict,
} from './district.ts'
export { DirectHarms } from './faults/direct-harms.ts'
export type { DistrictDescription } from './faults/district-faults.ts'
export {
  type CustomersProcess,
  type DistrictProcess,
  type FaultsProcess,
  type FrontsProcess,
  forkDistrict,
  type LinesProcess,
} from './fork.ts'
export { readMasterKeys } from './key-ring.ts'
export type { HeadEndAccess } from './lines/concentrator-site.ts'
export { readLineKeys } from './lines/line-keys.ts'
export type { LinesDescription } from './lines/lines-description.ts'
export type { LinesProgress } from './lines/power-lines.ts'
export { keepAwake, pushOverNetwork } from './pushes.ts'
export { type RefusedRequest, refusalOf, refusedRequest } from './refused-request.ts'
export type { PlayedScenario } from './scenario/player.ts'
export { ScenarioError } from './scenario/scenario-error.ts'
export { shippedNames } from './scenario/shipped.ts'
export { plugIn } from './simulated-line/modem.ts'
export { placeConcentrator } from './simulated-line/placed-concentrator.ts'
export { type LineProgress, type LineReport, simulateLine } from './simulated-line/simulate-line.ts'
export { SimulatedLine, type SimulatedLineOptions } from './simulated-line/simulated-line.ts'
