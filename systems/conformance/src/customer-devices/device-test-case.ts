import type { TestCase } from '../test-case.ts'
import type { DeviceBench } from './bench.ts'

/** One thing that a customer's device must do or leave. */
export type DeviceTestCase = TestCase<DeviceBench>
