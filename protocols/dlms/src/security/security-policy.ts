import type { Protection } from './security-control.ts'

/** The least protection of requests and responses in an association (IEC 62056-6-2, class 64, attribute 2). */
export interface SecurityPolicy {
  readonly requests: Protection
  readonly responses: Protection
}

/** Version 0 of the class: 0 none, 1 authenticated, 2 encrypted, 3 both; requests and responses alike. */
export function policyOfVersion0(policy: number): SecurityPolicy {
  if (!Number.isInteger(policy) || policy < 0 || policy > 3)
    throw new RangeError(`a security policy of version 0 is 0 to 3, not ${policy}`)
  const protection = { authenticated: (policy & 1) !== 0, encrypted: (policy & 2) !== 0 }
  return { requests: protection, responses: protection }
}

const firstBit = { requests: 0x04, responses: 0x20 } as const

function protectionOfBits(policy: number, authenticated: number): Protection {
  return {
    authenticated: (policy & authenticated) !== 0,
    encrypted: (policy & (authenticated << 1)) !== 0,
    signed: (policy & (authenticated << 2)) !== 0,
  }
}

function bitsOfProtection({ authenticated, encrypted, signed }: Protection, first: number): number {
  return (authenticated ? first : 0) | (encrypted ? first << 1 : 0) | (signed ? first << 2 : 0)
}

/** Version 1: bits 2 to 4 ask for authenticated, encrypted and signed requests, bits 5 to 7 the same of responses. */
export function policyOfBits(policy: number): SecurityPolicy {
  if (!Number.isInteger(policy) || policy < 0 || policy > 0xff || (policy & 3) !== 0)
    throw new RangeError(`a security policy of version 1 has bits 2 to 7, not ${policy}`)
  return {
    requests: protectionOfBits(policy, firstBit.requests),
    responses: protectionOfBits(policy, firstBit.responses),
  }
}

/** The bits of version 1. */
export function bitsOfPolicy({ requests, responses }: SecurityPolicy): number {
  return bitsOfProtection(requests, firstBit.requests) | bitsOfProtection(responses, firstBit.responses)
}

/** The number of version 0, which has one protection for both ways: that of the requests. */
export function version0OfPolicy({ requests }: SecurityPolicy): number {
  return (requests.authenticated ? 1 : 0) | (requests.encrypted ? 2 : 0)
}
