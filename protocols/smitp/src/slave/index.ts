export { createSlave, stepSlave } from './slave.ts'
export { SlaveStation } from './slave-station.ts'
export type {
  SlaveAnswer,
  SlaveCounters,
  SlaveInput,
  SlaveOutput,
  SlaveRequest,
  SlaveState,
} from './state.ts'
