import { defineErrors } from '@ferraris/errors'

/** XML that is not what it should be. `path` names the elements down to the one at fault. */
export class XmlError extends defineErrors('xml', {
  'xml-invalid': ['input', 'the XML does not fit', 'write it as the XML schema of the standard says'],
}) {
  constructor(path: string, detail: string, cause?: unknown) {
    super('xml-invalid', detail, { path, cause })
  }
}
