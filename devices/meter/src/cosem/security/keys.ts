import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { policyOfBits, policyOfVersion0, type SecurityPolicy } from '@ferraris/dlms/security'
import type { SecuredClient } from '../../security/clients.ts'
import type { Context } from '../model/context.ts'
import { type Action, answer, done, outcome, refused } from '../model/method.ts'

const { keyTransfer, keyAgreement } = classes.securitySetup.methods

/** security_activate: a policy that is at least as strict as the one in force. */
export function activatePolicy(client: SecuredClient): Action<number> {
  return (context, bits) => activate(context, client, () => policyOfBits(bits))
}

/** security_activate of version 0. */
export function activatePolicyV0(client: SecuredClient): Action<ValueTypeOf<typeof classes.securityPolicy>> {
  return (context, policy) =>
    activate(context, client, () => policyOfVersion0(Number(classes.securityPolicy.encode(policy).value)))
}

function activate({ keys }: Context, client: SecuredClient, policyOf: () => SecurityPolicy) {
  const policy = known(policyOf)
  return outcome(policy !== undefined && isPossible(policy, keys.suite) && keys.activate(client, policy))
}

function known(policyOf: () => SecurityPolicy): SecurityPolicy | undefined {
  try {
    return policyOf()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Suite 0 has no signatures: a policy that requires them would lock every client out. */
function isPossible({ requests, responses }: SecurityPolicy, suite: number): boolean {
  return suite !== 0 || !(requests.signed || responses.signed)
}

/** key_transfer (IEC 62056-6-2, class 64, method 2): new keys for a client, wrapped with the master key. */
export function transferKeys(client: SecuredClient): Action<ValueTypeOf<typeof keyTransfer.type>> {
  return ({ keys, store, now }, transferred) => {
    if (!areNamed(transferred)) return { result: 'type-unmatched' }
    if (!keys.transfer(client, transferred)) return refused
    store.events.record('keysChanged', now)
    return done
  }
}

/** key_agreement (method 3): new keys for a client, which both sides compute from ephemeral keys. */
export function agreeKeys(client: SecuredClient): Action<ValueTypeOf<typeof keyAgreement.type>> {
  return ({ keys, store, now, requester }, offers) => {
    if (!areNamed(offers)) return { result: 'type-unmatched' }
    const answers = requester.systemTitle && keys.agree(client, requester.systemTitle, offers)
    if (answers === undefined) return refused
    store.events.record('keysChanged', now)
    return answer(keyAgreement.type.encode(answers))
  }
}

/** Whether all keys have an identifier that class 64 knows. */
function areNamed<K extends { readonly keyId: string | number }>(
  keys: readonly K[],
): keys is readonly (K & { readonly keyId: Exclude<K['keyId'], number> })[] {
  return keys.every(({ keyId }) => typeof keyId === 'string')
}
