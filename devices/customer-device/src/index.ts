export { type DeviceInput, type DeviceOutput, openDevice, stepDevice } from './device/device.ts'
export { type Refusal, refusals } from './device/refusal.ts'
export type { DeviceSettings, MeterSettings, OperatingKeys } from './device/settings.ts'
export type { DeviceState, MeterLink, MeterState, Reception } from './device/state.ts'
