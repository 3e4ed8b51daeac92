export { describeMonitoringApi } from './api-description.ts'
export { type Monitoring, type MonitoringOptions, startMonitoring } from './monitoring.ts'
