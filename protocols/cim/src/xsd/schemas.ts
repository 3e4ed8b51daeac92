import { eventVerbs, header, requestVerbs } from '../envelope/header.ts'
import { messageParts, operationSet, payload, request } from '../envelope/parts.ts'
import { reply } from '../envelope/reply.ts'
import { genericNames, rootName } from '../envelope/roots.ts'
import { spacesOf, typedSpace } from '../envelope/spaces.ts'
import { type Noun, payloadNouns, type Query, queryNouns } from '../nouns/nouns.ts'
import type { Fields, Group } from '../schema/schema.ts'
import { anyOther, indented, sequenceOf, type XsdContext } from './element-xsd.ts'

/**
 * XML schemas, written from our declarations. They are our own: a partner's licensed ones may be stricter, and order alternatives
 * as choices where ours have optional elements.
 */

/** The schema of a noun, or of what a query asks by. */
export function xsdOf(noun: Noun | Query, year: string): string {
  const group: Group<Fields> = { ...payloadNouns, ...queryNouns }[noun]
  return schema(spacesOf(year).profile(noun), '', [
    `<xs:element name="${noun}">`,
    '  <xs:complexType>',
    ...indented(indented(sequenceOf(group, { types: new Map() }))),
    '  </xs:complexType>',
    '</xs:element>',
  ])
}

/** Parts of the envelope that more than one kind of message has. */
const types: readonly (readonly [name: string, group: Group<Fields>])[] = [
  ['HeaderType', header],
  ['RequestType', request],
  ['ReplyType', reply],
  ['OperationSetType', operationSet],
  ['PayloadType', payload],
]
/** May end with elements that a partner adds. */
const open: ReadonlySet<Group<Fields>> = new Set<Group<Fields>>([header, reply])

function typeNames(prefix: string, without: ReadonlySet<Group<Fields>>): ReadonlyMap<Group<Fields>, string> {
  return new Map(types.filter(([, one]) => !without.has(one)).map(([name, one]) => [one, `${prefix}${name}`]))
}

/** The schema of the envelope in the generic form. */
export function messageXsd(year: string): string {
  const context: XsdContext = { types: typeNames('msg:', new Set()) }
  const { message } = spacesOf(year)
  return schema(message, ` xmlns:msg="${message}"`, [
    ...types.flatMap(([name, group]) => complexType(name, group, context)),
    ...Object.entries(genericNames).flatMap(([kind, name]) =>
      rootElement(name, messageParts[kind as keyof typeof genericNames], context),
    ),
  ])
}

/** The schema of the messages of one noun in the typed form; `query`: of its service of queries. */
export function typedXsd(noun: Noun, year: string, query = false): string {
  const spaces = spacesOf(year)
  const space = typedSpace(year, noun, query ? 'typed-query' : 'typed')
  const context: XsdContext = { types: typeNames('msg:', new Set([payload])), noun: `obj:${noun}` }
  const verbs = query ? (['get'] as const) : requestVerbs.filter(verb => verb !== 'get')
  return schema(
    space,
    ` xmlns:msg="${spaces.message}" xmlns:obj="${spaces.profile(noun)}"`,
    [
      ...verbs.flatMap(verb => rootElement(rootName(verb, noun), messageParts.request, context)),
      ...(query ? [] : eventVerbs).flatMap(verb =>
        rootElement(rootName(verb, noun), messageParts.event, context),
      ),
      ...rootElement(`${noun}${genericNames.response}`, messageParts.response, context),
      ...rootElement(`${noun}${genericNames.fault}`, messageParts.fault, context),
    ],
    [
      [spaces.message, messageFile],
      [spaces.profile(noun), fileOf(noun)],
    ],
  )
}

function complexType(name: string, group: Group<Fields>, context: XsdContext): string[] {
  const lines = sequenceOf(group, context)
  if (open.has(group)) lines.splice(-1, 0, `  ${anyOther}`)
  return [`<xs:complexType name="${name}">`, ...indented(lines), '</xs:complexType>']
}

function rootElement(name: string, group: Group<Fields>, context: XsdContext): string[] {
  return [
    `<xs:element name="${name}">`,
    '  <xs:complexType>',
    ...indented(indented(sequenceOf(group, context))),
    '  </xs:complexType>',
    '</xs:element>',
  ]
}

function schema(
  space: string,
  prefixes: string,
  lines: readonly string[],
  imports: readonly (readonly [space: string, file: string])[] = [],
): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"${prefixes} targetNamespace="${space}" elementFormDefault="qualified">`,
    ...imports.map(([other, file]) => `  <xs:import namespace="${other}" schemaLocation="${file}"/>`),
    ...indented(lines),
    '</xs:schema>',
    '',
  ].join('\n')
}

const messageFile = 'Message.xsd'

function fileOf(noun: string): string {
  return `${noun}.xsd`
}

/** Every schema of an edition by the name of its file; they import each other by these names. */
export function xsdFiles(year: string): ReadonlyMap<string, string> {
  const nouns = Object.keys(payloadNouns) as Noun[]
  const all = [...nouns, ...(Object.keys(queryNouns) as Query[])]
  return new Map([
    [messageFile, messageXsd(year)],
    ...all.map(noun => [fileOf(noun), xsdOf(noun, year)] as const),
    ...nouns.map(noun => [`${noun}Message.xsd`, typedXsd(noun, year)] as const),
    ...nouns.map(noun => [`Get${noun}Message.xsd`, typedXsd(noun, year, true)] as const),
  ])
}
