export { LinkedClient } from './linked-client.ts'
export { keyNamed, namedKeys, rome, serveMeter, testMeter } from './test-meter.ts'
