import { blockCases } from './cases/blocks.ts'
import { idleCases } from './cases/idle.ts'
import { objectCases } from './cases/objects.ts'
import { openingCases } from './cases/opening.ts'
import { profileCases } from './cases/profiles.ts'
import { readingCases } from './cases/reading.ts'
import { securityCases } from './cases/security.ts'
import { writingCases } from './cases/writing.ts'
import type { TestCase } from './test-case.ts'

/** All cases, in the order in which a server is best met: what comes first is needed by what follows. */
export const plan: readonly TestCase[] = [
  ...idleCases,
  ...openingCases,
  ...readingCases,
  ...blockCases,
  ...writingCases,
  ...objectCases,
  ...profileCases,
  ...securityCases,
]
