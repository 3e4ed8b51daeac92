import { type Codec, outline } from '@ferraris/codec'
import { type ApduName, apduTags } from '@ferraris/dlms/apdu'
import { apduCodec } from '../../protocols/dlms/src/apdu/apdu.ts'

interface Service {
  readonly title: string
  /** What it is for, in a sentence or two. */
  readonly about: string
  readonly apdus: readonly ApduName[]
}

/** The services of IEC 62056-5-3 with the APDUs that carry them. */
const services: Readonly<Record<string, Service>> = {
  association: {
    title: 'Opening an association',
    about:
      'AARQ asks, AARE answers (ACSE, in BER). Both carry an xDLMS initiate as user information, ciphered where the context is.',
    apdus: ['aarq', 'aare', 'initiate-request', 'initiate-response'],
  },
  release: {
    title: 'Releasing an association',
    about: 'RLRQ and RLRE end the association; the connection may stay.',
    apdus: ['rlrq', 'rlre'],
  },
  get: {
    title: 'GET',
    about: 'Reads attributes by logical name: one, a list of them, or a long value block by block.',
    apdus: ['get-request', 'get-response'],
  },
  set: {
    title: 'SET',
    about: 'Writes attributes by logical name: one, a list of them, or a long value block by block.',
    apdus: ['set-request', 'set-response'],
  },
  action: {
    title: 'ACTION',
    about: 'Invokes methods by logical name; parameters and answers may be long.',
    apdus: ['action-request', 'action-response'],
  },
  access: {
    title: 'ACCESS',
    about:
      'Reads, writes and invokes in one request: a list of what to do, a list of data, a list of results.',
    apdus: ['access-request', 'access-response'],
  },
  read: {
    title: 'Read',
    about: 'Reads by short name, with parameters where an attribute or method takes some.',
    apdus: ['read-request', 'read-response'],
  },
  write: {
    title: 'Write',
    about: 'Writes by short name, confirmed or not.',
    apdus: ['write-request', 'write-response', 'unconfirmed-write-request'],
  },
  'data-notification': {
    title: 'Data notification',
    about: 'The meter sends data without being asked (push); with a long invoke id it may be confirmed.',
    apdus: ['data-notification', 'data-notification-confirm'],
  },
  'event-notification': {
    title: 'Event notification',
    about: 'The meter reports one attribute by logical name.',
    apdus: ['event-notification-request'],
  },
  'information-report': {
    title: 'Information report',
    about: 'The meter reports attributes by short name.',
    apdus: ['information-report-request'],
  },
  'general-protection': {
    title: 'General protection',
    about:
      'Carries any other APDU ciphered or signed: with the global or dedicated key and the own system title, with identified, wrapped or agreed keys, or with a signature.',
    apdus: ['general-glo-ciphering', 'general-ded-ciphering', 'general-ciphering', 'general-signing'],
  },
  'general-block-transfer': {
    title: 'General block transfer',
    about: 'Carries any other APDU in numbered blocks, several of them under way at a time.',
    apdus: ['general-block-transfer'],
  },
  refusals: {
    title: 'Refusals',
    about:
      'A service that cannot be carried out at all: exception-response under logical names, confirmed-service-error while associating and under short names.',
    apdus: ['exception-response', 'confirmed-service-error'],
  },
}

/** A page for each service, and one that lists them. */
export function* servicePages(): Generator<[path: string, page: string]> {
  yield ['services/README.md', listOfServices()]
  for (const [name, service] of Object.entries(services)) yield [`services/${name}.md`, servicePage(service)]
}

function tag(apdu: ApduName): string {
  return apduTags[apdu].toString(16).padStart(2, '0').toUpperCase()
}

function listOfServices(): string {
  return `# Services

Written from \`protocols/dlms/src\` (\`node tools/protocol-reference.ts\`). IEC 62056-5-3, 9.

| service | APDUs, tag octet | |
|---|---|---|
${Object.entries(services)
  .map(
    ([name, { title, about, apdus }]) =>
      `| [${title}](${name}.md) | ${apdus.map(apdu => `\`${apdu}\` ${tag(apdu)}`).join('<br>')} | ${about} |`,
  )
  .join('\n')}

Read, write, get, set and action APDUs have ciphered twins: \`glo-…\` with the global key of the association, \`ded-…\`
with its dedicated key. Such an APDU is its own tag octet and an octet string: security control, invocation counter,
ciphertext, authentication tag.
`
}

function servicePage({ title, about, apdus }: Service): string {
  return `# ${title}

[All services](README.md) · IEC 62056-5-3

${about}

${apdus.map(apduSection).join('\n')}`
}

function apduSection(apdu: ApduName): string {
  return `## ${apdu}, tag ${tag(apdu)}

\`\`\`text
${outline((apduCodec(apdu) as Codec<unknown>).shape)}
\`\`\`
`
}
