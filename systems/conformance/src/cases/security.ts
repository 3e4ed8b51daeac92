import { equal } from '@ferraris/bytes'
import { classes } from '@ferraris/cosem/classes'
import { DlmsError, type ServiceRequest } from '@ferraris/dlms'
import type { ClientSettings } from '@ferraris/dlms/client'
import { keyLength, SuiteKeys } from '@ferraris/dlms/security'
import { obisCodes } from '@ferraris/metering'
import { apduOf, type Bench } from '../bench.ts'
import type { Reaction, Talk } from '../talk.ts'
import type { TestCase } from '../test-case.ts'
import { claims, must, Ruling } from '../verdict.ts'

const name: ServiceRequest = {
  service: 'get',
  items: [{ classId: 15, obis: obisCodes.currentAssociation, attribute: 1 }],
}

/** An association of the secured client. */
async function secured(bench: Bench): Promise<Talk> {
  const { securedClient } = bench.subject
  claims(securedClient !== undefined, 'no keys of a secured client were given')
  return await bench.association(securedClient)
}

/** The same, where its APDUs are protected by keys. */
async function ciphered(bench: Bench): Promise<Talk> {
  const talk = await secured(bench)
  claims(talk.settings.security !== undefined, 'the client uses no keys')
  return talk
}

/** The server must not carry out what the reaction answers. */
function notServed(reaction: Reaction, what: string): void {
  const answer = apduOf(reaction)
  const refused = answer === undefined || answer.apdu === 'exception-response'
  must(refused, `${what} was answered with ${answer?.apdu}`)
}

/** HLS and protected APDUs. */
export const securityCases: readonly TestCase[] = [
  {
    id: 'security.opens',
    title: 'The secured client is accepted and reads',
    clause: 'IEC 62056-5-3, 5.3 and 5.5',
    async run(bench) {
      const talk = await secured(bench)
      await bench.read(talk, { classId: 15, obis: obisCodes.currentAssociation, attribute: 1 })
      await talk.release()
    },
  },
  {
    id: 'security.challenges-differ',
    title: 'Each association gets a challenge of its own, of 8 to 64 octets',
    clause: 'IEC 62056-5-3, 5.3.4',
    async run(bench) {
      const { securedClient } = bench.subject
      claims(securedClient !== undefined, 'no keys of a secured client were given')
      const challenges: Uint8Array[] = []
      for (let i = 0; i < 3; i++) {
        const talk = await bench.talk(securedClient)
        const { challenge } = await talk.associate()
        claims(challenge !== undefined, 'the client does not use high-level security')
        must(challenge.length >= 8 && challenge.length <= 64, `a challenge of ${challenge.length} octets`)
        must(!challenges.some(known => equal(known, challenge)), 'a challenge came twice')
        challenges.push(challenge)
        await talk.close()
      }
    },
  },
  {
    id: 'security.plain-is-refused',
    title: 'A plain request within a ciphered association is refused',
    clause: 'IEC 62056-5-3, 5.4',
    async run(bench) {
      const talk = await ciphered(bench)
      const plain = await bench.talk(bench.subject.publicClient)
      await plain.associate()
      const request = plain.prepare(name)
      await plain.close()
      notServed(await talk.exchange(request), 'a plain request')
      await bench.stillServes()
    },
  },
  {
    id: 'security.altered-is-refused',
    title: 'A request of which any bit was changed on the way is refused',
    clause: 'IEC 62056-5-3, 9.2.3',
    async run(bench) {
      for (const place of [-1, -6, -14]) {
        const talk = await ciphered(bench)
        const request = talk.prepare(name)
        const changed = request.length + place
        const altered = request.map((octet, index) => (index === changed ? octet ^ 0x01 : octet))
        notServed(await talk.exchange(altered), `a request changed at octet ${changed}`)
        await talk.close()
      }
      await bench.stillServes()
    },
  },
  {
    id: 'security.replay-is-refused',
    title: 'A request that comes a second time is refused',
    clause: 'IEC 62056-5-3, 9.2.3.3',
    async run(bench) {
      const talk = await ciphered(bench)
      const request = talk.prepare(name)
      const first = apduOf(await talk.exchange(request))
      must(
        first !== undefined && first.apdu !== 'exception-response',
        'the request was refused the first time',
      )
      notServed(await talk.exchange(request), 'the same octets')
      await bench.stillServes()
    },
  },
  {
    id: 'security.wrong-key-is-refused',
    title: 'A client with another authentication key is not associated',
    clause: 'IEC 62056-5-3, 5.3',
    async run(bench) {
      const { securedClient } = bench.subject
      claims(securedClient !== undefined, 'no keys of a secured client were given')
      claims(
        (await bench.subject.termsOf(securedClient)).settings.security !== undefined,
        'the client uses no keys',
      )
      const talk = await bench.talk(securedClient, withOtherKeys)
      const refusal = await talk.associate().then(
        () => undefined,
        (error: unknown) => error,
      )
      must(refusal !== undefined, 'it was associated')
      if (!(refusal instanceof DlmsError || refusal instanceof Ruling)) throw refusal
      await bench.stillServes()
    },
  },
  {
    id: 'security.secrets-are-not-read',
    title: 'Secrets are not read: not the password of the association, not by the public client',
    clause: 'IEC 62056-6-2, class 15',
    async run(bench) {
      for (const client of new Set([bench.subject.publicClient, bench.client])) {
        const talk = await bench.association(client)
        const { id } = classes.associationLnV1.attributes.secret
        const result = await bench.get(talk, {
          classId: 15,
          obis: obisCodes.currentAssociation,
          attribute: id,
        })
        must(result.kind !== 'data' || result.data[1] === 0, `client ${client} reads the secret`)
        await talk.close()
      }
    },
  },
  {
    id: 'security.public-sees-little',
    title: 'The public client neither writes nor invokes anything',
    clause: 'IEC 62056-5-3, 4.6',
    async run(bench) {
      for (const { classId, obis, access } of await bench.objects(bench.subject.publicClient)) {
        const writable = access.attributes.find(({ mode }) => (mode & 2) === 2)
        must(
          writable === undefined,
          `class ${classId}, ${obis}, attribute ${writable?.attribute} can be written`,
        )
        const method = access.methods.find(({ mode }) => (mode & 1) === 1)
        must(method === undefined, `class ${classId}, ${obis}, method ${method?.method} can be invoked`)
      }
    },
  },
]

/** Settings with keys of another server. */
function withOtherKeys(settings: ClientSettings): ClientSettings {
  const { security } = settings
  if (security === undefined) return settings
  const { suite } = security.keys
  const key = new Uint8Array(keyLength[suite]).fill(0x5a)
  return { ...settings, security: { ...security, keys: new SuiteKeys(key, key, suite) } }
}
