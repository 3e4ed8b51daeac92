import type { TestCase } from '../test-case.ts'
import type { SmitpBench } from './bench.ts'

/** One thing that a meter in METERS AND MORE must do or leave. */
export type SmitpTestCase = TestCase<SmitpBench>
