export { createMaster, type MasterInput, type MasterOutput, type MasterState, stepMaster } from './master.ts'
export { MasterStation } from './master-station.ts'
