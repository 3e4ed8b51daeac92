export { LinkedClient } from './linked-client.ts'
export { keyNamed, namedKeys, serveMeter, testMeter } from './test-meter.ts'
