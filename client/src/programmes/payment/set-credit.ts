import { obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { instance } from '../forms/names.ts'
import { hasFailed, programme, type Step } from '../programme.ts'
import { invoke } from '../steps/invoke.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'

const { credit } = classes

/** The most that a double-long holds. */
const mostAmount = 0x7fff_ffff

/**
 * Sets what an account has left, as it stands in the books of the supplier. A value, not a payment: asked again after a lost answer it
 * gives nothing twice. At a meter that is paid in advance nothing left cuts the supply, and something left ends that.
 */
export const setCredit = programme({
  kind: 'set-credit',
  title: 'Set the credit of the account',
  parameters: Type.Object(
    {
      amount: Type.Integer({
        title: 'Amount',
        description: "In the smallest unit of the account's currency; zero or less is a debt.",
        minimum: -mostAmount,
        maximum: mostAmount,
      }),
      object: instance('credit'),
    },
    { additionalProperties: false },
  ),
  risk: ({ amount }) => (amount <= 0 ? 'disconnects' : 'none'),
  subject: () => 'credit',
  async perform(meter, { amount, object }) {
    const { classId } = credit
    const found = await locate(meter, {
      classId,
      what: 'credit',
      usual: obis('0.0.19.10.0.255'),
      given: object,
    })
    if (isStep(found)) return { steps: [found] }
    const before = await amountStep(meter, found.obis, amount)
    if (before.outcome !== 'differs') return { steps: [before] }
    const step = await invoke(meter, credit, found.obis, 'setAmountToValue', amount)
    if (hasFailed(step)) return { steps: [step] }
    const after = await amountStep(meter, found.obis, amount)
    return { steps: [{ ...after, wrote: String(amount) }] }
  },
})

/** What is left, held against what is wanted. */
async function amountStep(meter: DlmsMeter, name: ReturnType<typeof obis>, amount: number): Promise<Step> {
  const { classId, attributes } = credit
  const target = `${name} currentCreditAmount`
  const [answer] = await meter.answers({
    classId,
    obis: name,
    attribute: attributes.currentCreditAmount.id,
  })
  if (answer === undefined || 'refused' in answer)
    return refused(target, `the meter refuses: ${answer?.refused ?? 'other-reason'}`)
  const found = Number(attributes.currentCreditAmount.type.decode(answer.data))
  return { target, outcome: found === amount ? 'verified' : 'differs', found: String(found) }
}
