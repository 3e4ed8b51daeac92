import { defineErrors } from '@ferraris/errors'
import type { Header } from './envelope/header.ts'

/**
 * A message that cannot be taken, or not be written. `path` names the elements down to the one at fault, `offset` counts
 * characters, and the detail tells line and column.
 */
export class CimError extends defineErrors('cim', {
  'xml-invalid': ['input', 'the text is no well-formed XML', 'check it with a parser of your own first'],
  'encoding-unknown': ['input', 'the octets are not in an encoding that is taken', 'send UTF-8'],
  'dtd-refused': ['input', 'a document type is not taken', 'leave the DOCTYPE out'],
  'entity-refused': [
    'input',
    'only the five entities of XML itself are taken',
    'write the character, or its number',
  ],
  'too-long': ['input', 'the message is longer than is taken', 'send it in several messages', 413],
  'too-deep': ['input', 'the elements nest too deeply', 'write the message as its schema says'],
  'too-many-elements': [
    'input',
    'there are more elements than are taken',
    'send it in several messages',
    413,
  ],
  'root-unknown': [
    'input',
    'the outermost element is no message',
    'send RequestMessage, ResponseMessage, EventMessage, FaultMessage, or the typed form of a noun',
  ],
  'element-unknown': [
    'input',
    'the schema has no such element here',
    'leave it out, or send where unknown elements are ignored',
  ],
  'element-missing': ['input', 'an element that must be there is missing', 'add it'],
  'element-repeated': ['input', 'an element that may stand once stands again', 'send it once'],
  'value-invalid': ['input', 'the text of an element is no value of its type', 'write it as the schema says'],
  contradiction: [
    'input',
    'two elements of the message say different things',
    'make header and outermost element agree',
  ],
  'code-invalid': ['input', 'the text is no code of its kind', 'write its numbers with points between them'],
  'compressed-invalid': ['input', 'the compressed payload cannot be opened', 'send it as gzip in base64'],
  'not-encodable': ['local', 'the value cannot be written as XML', 'give a value of the type of its element'],
}) {
  /** What was understood of the header before the fault: enough to answer with its correlation. */
  declare header?: Partial<Header>
}
