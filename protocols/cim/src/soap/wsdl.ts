import { spacesOf, typedSpace } from '../envelope/spaces.ts'
import { type Noun, nounInfo } from '../nouns/nouns.ts'
import { escapeAttribute } from '../xml/escape.ts'
import { indented } from '../xsd/element-xsd.ts'
import { messageXsd, typedXsd, xsdOf } from '../xsd/schemas.ts'
import { genericOperation, genericOperations, type SoapOperation, typedOperation } from './actions.ts'
import type { SoapVersion } from './soap.ts'

export interface WsdlSettings {
  /** Where the service listens. */
  readonly address: string
  readonly version: SoapVersion
  readonly year: string
}

const soapSpaces: Readonly<Record<SoapVersion, string>> = {
  '1.1': 'http://schemas.xmlsoap.org/wsdl/soap/',
  '1.2': 'http://schemas.xmlsoap.org/wsdl/soap12/',
}

/** The generic service, one envelope for every noun, as a WSDL 1.1 document that holds its schema. */
export function genericWsdl(settings: WsdlSettings): string {
  const { year } = settings
  const kinds = Object.keys(genericOperations) as (keyof typeof genericOperations)[]
  return wsdl('Cim', settings, {
    operations: kinds.map(kind => genericOperation(year, kind)),
    prefixOf: () => 'msg',
    spaces: { msg: spacesOf(year).message },
    schemas: [messageXsd(year)],
  })
}

/** The service of one noun, an operation for each verb that it knows, as a WSDL 1.1 document that holds its schemas. */
export function typedWsdl(noun: Noun, settings: WsdlSettings): string {
  const { year } = settings
  const { requests, events } = nounInfo[noun]
  return wsdl(noun, settings, {
    operations: [...requests, ...events, 'reply' as const].map(verb => typedOperation(year, noun, verb)),
    prefixOf: ({ query }) => (query ? 'query' : 'typed'),
    spaces: {
      typed: typedSpace(year, noun, 'typed'),
      query: typedSpace(year, noun, 'typed-query'),
    },
    schemas: [messageXsd(year), xsdOf(noun, year), typedXsd(noun, year), typedXsd(noun, year, true)],
  })
}

interface Service {
  readonly operations: readonly SoapOperation[]
  /** Prefix of the elements of an operation. */
  readonly prefixOf: (operation: SoapOperation) => string
  readonly spaces: Readonly<Record<string, string>>
  readonly schemas: readonly string[]
}

function wsdl(name: string, { address, version, year }: WsdlSettings, service: Service): string {
  const { operations, spaces, schemas } = service
  const target = `http://iec.ch/TC57/${year}/${name}Service`
  const prefixes = Object.entries(spaces).map(([prefix, space]) => ` xmlns:${prefix}="${space}"`)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<wsdl:definitions name="${name}Service" targetNamespace="${target}" xmlns:tns="${target}"` +
      ` xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="${soapSpaces[version]}"${prefixes.join('')}>`,
    '  <wsdl:types>',
    ...schemas.flatMap(schema => indented(indented(embedded(schema)))),
    '  </wsdl:types>',
    ...indented(messagesOf(service)),
    `  <wsdl:portType name="${name}Port">`,
    ...operations.flatMap(operation => indented(indented(portOperation(operation)))),
    '  </wsdl:portType>',
    `  <wsdl:binding name="${name}Binding" type="tns:${name}Port">`,
    '    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>',
    ...operations.flatMap(operation => indented(indented(boundOperation(operation)))),
    '  </wsdl:binding>',
    `  <wsdl:service name="${name}Service">`,
    `    <wsdl:port name="${name}Port" binding="tns:${name}Binding">`,
    `      <soap:address location="${escapeAttribute(address)}"/>`,
    '    </wsdl:port>',
    '  </wsdl:service>',
    '</wsdl:definitions>',
    '',
  ].join('\n')
}

/** A schema within the document: it finds the others by their name spaces, not by files. */
function embedded(schema: string): string[] {
  return schema
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.replace(/(<xs:import namespace="[^"]*") schemaLocation="[^"]*"/, '$1'))
}

/** A message of WSDL for each element that an operation takes or gives; answers are shared. */
function messagesOf({ operations, prefixOf }: Service): string[] {
  const parts = new Map<string, string>()
  for (const operation of operations) {
    for (const element of [operation.input, operation.output, operation.fault]) {
      parts.set(messageName(operation, element), `${prefixOf(operation)}:${element}`)
    }
  }
  return [...parts].flatMap(([name, element]) => [
    `<wsdl:message name="${name}">`,
    `  <wsdl:part name="Message" element="${element}"/>`,
    '</wsdl:message>',
  ])
}

/** Answers of the service of queries have the names of the others, in a name space of their own. */
function messageName({ query }: SoapOperation, element: string): string {
  return query ? `Query${element}` : element
}

function portOperation(operation: SoapOperation): string[] {
  const { name, input, output, fault } = operation
  return [
    `<wsdl:operation name="${name}">`,
    `  <wsdl:input message="tns:${messageName(operation, input)}"/>`,
    `  <wsdl:output message="tns:${messageName(operation, output)}"/>`,
    `  <wsdl:fault name="Fault" message="tns:${messageName(operation, fault)}"/>`,
    '</wsdl:operation>',
  ]
}

function boundOperation({ name, action }: SoapOperation): string[] {
  return [
    `<wsdl:operation name="${name}">`,
    `  <soap:operation soapAction="${action}" style="document"/>`,
    '  <wsdl:input><soap:body use="literal"/></wsdl:input>',
    '  <wsdl:output><soap:body use="literal"/></wsdl:output>',
    '  <wsdl:fault name="Fault"><soap:fault name="Fault" use="literal"/></wsdl:fault>',
    '</wsdl:operation>',
  ]
}
