import { randomBytes } from 'node:crypto'
import { data, encodeData, obis } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import { keyLength, SuiteKeys } from '@ferraris/dlms/security'
import type { LogicalDevice, ServerSettings } from '@ferraris/dlms/server'
import { civilDay, serialOf } from '@ferraris/meter'
import { serveMeter, testMeter } from '@ferraris/testing/meter'
import { type DlmsListener, openLink } from '@ferraris/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { type CaseResult, plan, runPlan, type Subject } from './index.ts'

const now = Date.UTC(2026, 10, 21, 10, 20)
type Suite = 0 | 1 | 2
function newKeys(suite: Suite) {
  return {
    guek: randomBytes(keyLength[suite]),
    gak: randomBytes(keyLength[suite]),
  }
}
const limits = {
  proposedConformance: conformanceOf(
    'get',
    'set',
    'action',
    'selective-access',
    'multiple-references',
    'block-transfer-with-get-or-read',
    'block-transfer-with-set-or-write',
    'block-transfer-with-action',
  ),
  maxReceivePduSize: 0xffff,
  maxResponseLength: 1_000_000,
}

let listener: DlmsListener | undefined
afterEach(async () => {
  await listener?.close()
  listener = undefined
})

/** A virtual meter that listens, with a fault planted if one is given. */
async function subjectOf(
  plant: (settings: ServerSettings) => ServerSettings = settings => settings,
  suite: Suite = 0,
): Promise<Subject> {
  const keyring = newKeys(suite)
  const meter = testMeter({
    serial: serialOf(1),
    seed: 1,
    origin: civilDay(2026, 11, 1),
    keys: { suite, reader: newKeys(suite), management: keyring },
    clock: { now: () => now },
  })
  listener = await serveMeter(plant(meter.server), { maxConnections: 64 })
  const { port } = listener
  let counter = 0
  return {
    name: 'virtual meter',
    publicClient: 16,
    securedClient: 1,
    silenceMs: 2000,
    openLink: (client, onFrame) =>
      openLink(
        { medium: 'tcp', host: '127.0.0.1', port, client, server: 1, framing: 'wrapper' },
        {
          timeoutMs: 5000,
          onFrame,
        },
      ),
    async termsOf(client) {
      if (client === 16) return { settings: { authentication: { mechanism: 'none' }, ...limits } }
      counter += 4000
      return {
        settings: {
          authentication: { mechanism: 'gmac', challenge: randomBytes(16) },
          security: {
            systemTitle: Uint8Array.from(Buffer.from('46455200000000aa', 'hex')),
            keys: new SuiteKeys(keyring.guek, keyring.gak, suite),
            protection: { authenticated: true, encrypted: true },
          },
          ...limits,
        },
        counters: { next: counter, end: counter + 4000 },
      }
    },
  }
}

async function resultsOf(subject: Subject): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = []
  for await (const result of runPlan(plan, subject)) results.push(result)
  return results
}

function failed(results: readonly CaseResult[]) {
  return results.filter(({ verdict }) => verdict === 'FAIL').map(({ id }) => id)
}

/** The meter with a device that does one thing otherwise. */
function withDevice(change: (device: LogicalDevice) => Partial<LogicalDevice>) {
  return (settings: ServerSettings): ServerSettings => ({
    ...settings,
    device: { ...settings.device, ...change(settings.device) },
  })
}

test.each([0, 1, 2] as const)('our meter passes every case in suite %i', async suite => {
  const results = await resultsOf(await subjectOf(undefined, suite))
  const others = results.filter(({ verdict }) => verdict !== 'PASS')
  expect(others.map(({ id, verdict, detail }) => `${id}: ${verdict}, ${detail}`)).toEqual([])
  expect(results.map(({ id }) => id)).toEqual(plan.map(({ id }) => id))
  const opened = results.find(({ id }) => id === 'opening.public-is-accepted')
  expect(opened?.frames.map(({ direction }) => direction)).toEqual(['sent', 'received'])
})

describe('a planted fault is found:', () => {
  const faults: [string, (settings: ServerSettings) => ServerSettings, string][] = [
    [
      'an object that does not exist is answered with a value',
      withDevice(({ get }) => ({
        get(client, attribute, selection) {
          const answer = get(client, attribute, selection)
          return answer === 'object-undefined' ? encodeData(data.unsigned(1)) : answer
        },
      })),
      'reading.unknown-object',
    ],
    [
      'what is forbidden to read is read',
      withDevice(({ get }) => ({
        get(client, attribute, selection) {
          const answer = get(client, attribute, selection)
          return answer === 'read-write-denied' ? encodeData(data.unsigned(1)) : answer
        },
      })),
      'reading.rights-hold',
    ],
    [
      'what is forbidden to write is written',
      withDevice(() => ({ set: () => 'success' as const })),
      'writing.rights-hold',
    ],
    [
      'any method succeeds',
      withDevice(({ action }) => ({
        action: (client, method, parameters) =>
          method.methodId === 1 && method.classId === 15
            ? action(client, method, parameters)
            : { result: 'success' as const },
      })),
      'methods.unknown-method',
    ],
    [
      'a register has a text for a scaler',
      withDevice(({ get }) => ({
        get: (client, attribute, selection) =>
          attribute.classId === 3 && attribute.attributeId === 3
            ? encodeData(data.text('Wh'))
            : get(client, attribute, selection),
      })),
      'objects.types-of-classes',
    ],
    [
      'an object says another name than the list',
      withDevice(({ get }) => ({
        get: (client, attribute, selection) =>
          attribute.classId === 8 && attribute.attributeId === 1
            ? encodeData(data.octets(new Uint8Array(6)))
            : get(client, attribute, selection),
      })),
      'objects.logical-names',
    ],
    [
      'a range selects all rows',
      withDevice(({ get }) => ({
        get: (client, attribute, selection) =>
          get(client, attribute, selection?.accessSelector === 1 ? undefined : selection),
      })),
      'profiles.by-range',
    ],
    [
      'the secret of the association is readable',
      withDevice(({ get }) => ({
        get: (client, attribute, selection) =>
          attribute.instanceId === obis('0.0.40.0.0.255') && attribute.attributeId === 7
            ? encodeData(data.octets(Uint8Array.of(1, 2, 3)))
            : get(client, attribute, selection),
      })),
      'security.secrets-are-not-read',
    ],
    [
      'challenges are always the same',
      settings => ({ ...settings, random: length => new Uint8Array(length).fill(7) }),
      'security.challenges-differ',
    ],
    [
      'counters are not compared',
      settings => ({
        ...settings,
        associations: new Map(
          [...settings.associations].map(([client, association]) => [client, forgetful(association)]),
        ),
      }),
      'security.replay-is-refused',
    ],
  ]

  test.each(faults)('uc QUA-1 %s', async (_, plant, id) => {
    expect(failed(await resultsOf(await subjectOf(plant)))).toContain(id)
  })
})

type Association = ServerSettings['associations'] extends ReadonlyMap<number, infer A> ? A : never

/** An association that has never seen a counter. */
function forgetful(association: Association): Association {
  const { security } = association
  if (security === undefined) return association
  const { counters } = security
  return {
    ...association,
    security: {
      ...security,
      counters: { take: () => counters.take(), received: () => -1, accept: () => {} },
    },
  }
}

test('a server that is not there is inconclusive, not faulty', async () => {
  const subject = await subjectOf()
  await listener?.close()
  const results = await resultsOf(subject)
  expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['INCONCLUSIVE']))
})
