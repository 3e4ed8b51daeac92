export {
  type District,
  type DistrictOptions,
  describeDistrict,
  type MeterOnTheMap,
  startDistrict,
} from './district.ts'
export { DistrictError, type DistrictProblem } from './district-error.ts'
export { type DistrictProcess, forkDistrict } from './fork.ts'
