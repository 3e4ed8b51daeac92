import {
  controlCodes,
  describeReadingType,
  eventCodes,
  type Noun,
  nounInfo,
  parseReadingType,
  payloadNouns,
  type Query,
  qualityCodes,
  queryNouns,
  readingTypeOf,
  replyCodes,
} from '@ferraris/cim'
import { knownQuantities, quality } from '@ferraris/metering'
import { header } from '../../protocols/cim/src/envelope/header.ts'
import { payload, request } from '../../protocols/cim/src/envelope/parts.ts'
import { reply } from '../../protocols/cim/src/envelope/reply.ts'
import { outline } from '../../protocols/cim/src/schema/outline.ts'

const nouns = Object.keys(payloadNouns) as Noun[]
const queries = Object.keys(queryNouns) as Query[]

/** The envelope, a page for each noun, and the codes. */
export function* messagePages(): Generator<[path: string, page: string]> {
  yield ['messages/README.md', envelopePage()]
  for (const noun of nouns) yield [`messages/${noun}.md`, nounPage(noun)]
  yield ['messages/queries.md', queryPage()]
  yield ['messages/codes.md', codePage()]
}

const certainties = `\`sure\`: in a public schema, or used alike by two independent implementations; \`seen\`: in one; \`own\`: our choice until a
partner says otherwise.`

const marks = `\`?\` may be absent, \`*\` any number, \`+\` one or more; \`@ref\`: an element whose attribute \`ref\` points to another object.`

function envelopePage(): string {
  const parts = [
    ['Header', header],
    ['Request', request],
    ['Reply', reply],
    ['Payload', payload],
  ] as const
  return `# Messages of IEC 61968-9 and -100

Written from \`protocols/cim/src\` (\`node tools/protocol-reference.ts\`). [Queries](queries.md) · [Codes](codes.md)

| noun | for | requests | events | elements |
|---|---|---|---|---|
${nouns.map(nounRow).join('\n')}

Elements: ${certainties}

## Envelope

A request is \`RequestMessage\` { Header, Request?, Payload? }, an answer \`ResponseMessage\` { Header, Reply, Payload? }, an event
\`EventMessage\` { Header, Payload? }, a fault \`FaultMessage\` { Reply }. In the typed form they are called \`CreateEndDeviceControls\`,
\`CreatedEndDeviceEvents\`, \`EndDeviceControlsResponseMessage\`, \`EndDeviceControlsFaultMessage\` and so on. ${marks}

${parts.map(([name, group]) => `### ${name}\n\n${fenced(outline(group))}`).join('\n\n')}

A request also holds [what it asks by](queries.md), a payload one of the nouns above, and so does an operation of a set.
`
}

function nounRow(noun: Noun): string {
  const { about, requests, events, certainty } = nounInfo[noun]
  return `| [${noun}](${noun}.md) | ${about} | ${requests.join(', ')} | ${events.join(', ')} | ${certainty} |`
}

function nounPage(noun: Noun): string {
  const { about, requests, events, certainty } = nounInfo[noun]
  return `# ${noun}

[All messages](README.md) · name space \`http://iec.ch/TC57/2011/${noun}#\`

For ${about}. Requests: ${requests.join(', ')}. Events: ${events.join(', ') || 'none'}. Elements: \`${certainty}\`.

${fenced([noun, ...outline(payloadNouns[noun], '  ')])}
`
}

function queryPage(): string {
  return `# Queries

[All messages](README.md). What a request with the verb \`get\` asks by, in its element Request. An empty list leaves the choice open.
The elements of \`GetMeterReadings\` are \`seen\`, those of the others \`own\`.

${queries.map(query => `## ${query}\n\n${fenced([query, ...outline(queryNouns[query], '  ')])}`).join('\n\n')}
`
}

function codePage(): string {
  const qualities = Object.entries(quality).map(([name, number]) => [name, qualityCodes.get(number)] as const)
  return `# Codes in messages

[All messages](README.md). ${certainties}

## Reading types of the quantities that every meter has

| OBIS | register | 15 minutes, delta | register in words |
|---|---|---|---|
${knownQuantities.map(({ obis }) => readingTypeRow(obis)).join('\n')}

## Orders

${codeTable('order', Object.entries(controlCodes))}

## Events

Events that are not listed go out with their number and log in the details.

${codeTable('event', Object.entries(eventCodes))}

## Qualities

${codeTable('quality', qualities)}

## Replies

${codeTable('outcome', Object.entries(replyCodes))}
`
}

function readingTypeRow(obis: string): string {
  const register = readingTypeOf(obis, { period: 'none', delta: false }) ?? ''
  const isEnergy = obis.split('.')[3] === '8'
  const delta = isEnergy ? `\`${readingTypeOf(obis, { period: 900, delta: true })}\`` : ''
  return `| ${obis} | \`${register}\` | ${delta} | ${describeReadingType(parseReadingType(register))} |`
}

type Code = { readonly code: string; readonly certainty: string }

function codeTable(
  head: string,
  codes: readonly (readonly [name: string, code: Code | undefined])[],
): string {
  const rows = codes.map(([name, known]) => `| ${name} | \`${known?.code}\` | ${known?.certainty} |`)
  return [`| ${head} | code | certainty |`, '|---|---|---|', ...rows].join('\n')
}

function fenced(lines: readonly string[]): string {
  return ['```text', ...lines, '```'].join('\n')
}
