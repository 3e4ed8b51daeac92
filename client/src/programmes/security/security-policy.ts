import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { bitsOfPolicy, policyOfBits, policyOfVersion0, type SecurityPolicy } from '@ferraris/dlms/security'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { instance } from '../forms/names.ts'
import { subjectAt } from '../forms/subject.ts'
import { hasFailed, programme, type Step } from '../programme.ts'
import { invoke } from '../steps/invoke.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused, stepAt } from '../steps/refusal.ts'

const { securitySetupV0, securitySetup } = classes

const levels = {
  authenticated: { authenticated: true, encrypted: false },
  encrypted: { authenticated: false, encrypted: true },
  'authenticated-encrypted': { authenticated: true, encrypted: true },
} as const

export const securityPolicy = programme({
  kind: 'security-policy',
  title: 'Ask for more protection of every message',
  parameters: Type.Object(
    {
      protection: Type.Enum(Object.keys(levels) as (keyof typeof levels)[], {
        title: 'Protection',
        description:
          'What every request and response must carry from the next association on. A meter never takes less than it has.',
      }),
      signed: Type.Optional(
        Type.Boolean({
          title: 'Signed',
          description: 'Signatures as well; suites 1 and 2 only.',
          default: false,
        }),
      ),
      object: instance('security setup'),
    },
    { additionalProperties: false },
  ),
  subject: ({ object }) => subjectAt('security-policy', object, obisCodes.securitySetup),
  async perform(meter, { protection, signed = false, object }) {
    const found = await locate(meter, {
      classId: securitySetup.classId,
      what: 'security setup',
      usual: obisCodes.securitySetup,
      given: object,
    })
    if (isStep(found)) return { steps: [found] }
    if (signed && found.version === 0)
      return { steps: [refused(found.obis, 'its security setup is of version 0, which knows no signatures')] }
    const side = { ...levels[protection], signed }
    const policy = { requests: side, responses: side }
    const before = await policyStep(meter, found.obis, found.version, policy)
    if (before.outcome !== 'differs') return { steps: [before] }
    const activation =
      found.version === 0
        ? await invoke(meter, securitySetupV0, found.obis, 'securityActivate', protection)
        : await invoke(meter, securitySetup, found.obis, 'securityActivate', bitsOfPolicy(policy))
    if (hasFailed(activation)) return { steps: [activation] }
    return { steps: [activation, await policyStep(meter, found.obis, found.version, policy)] }
  },
})

/** Whether the policy in force asks for at least what is wanted. */
async function policyStep(
  meter: DlmsMeter,
  obis: Obis,
  version: number,
  policy: SecurityPolicy,
): Promise<Step> {
  const target = `${obis} securityPolicy`
  return await stepAt(target, async () => {
    const { classId, attributes } = securitySetup
    const [answer] = await meter.answers({ classId, obis, attribute: attributes.securityPolicy.id })
    if (answer === undefined || 'refused' in answer)
      return refused(target, `the meter refuses: ${answer?.refused ?? 'other-reason'}`)
    const number = attributes.securityPolicy.type.decode(answer.data)
    const inForce = version === 0 ? policyOfVersion0(number) : policyOfBits(number)
    const wantedBits = bitsOfPolicy(policy)
    const holds = (bitsOfPolicy(inForce) & wantedBits) === wantedBits
    return { target, outcome: holds ? 'verified' : 'differs', wrote: words(policy), found: words(inForce) }
  })
}

function words({ requests }: SecurityPolicy): string {
  const parts = [
    requests.authenticated && 'authenticated',
    requests.encrypted && 'encrypted',
    requests.signed && 'signed',
  ].filter(part => part !== false && part !== undefined)
  return parts.length === 0 ? 'none' : parts.join(', ')
}
