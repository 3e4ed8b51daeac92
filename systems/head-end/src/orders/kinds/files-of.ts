import type { FileKind } from '../files/file-kinds.ts'

/** Kinds that need a file, and the parameter that names it. */
export const filesOf: Readonly<Record<string, { readonly kind: FileKind; readonly parameter: string }>> = {
  firmware: { kind: 'firmware', parameter: 'image' },
  'concentrator-firmware': { kind: 'firmware', parameter: 'image' },
  configure: { kind: 'configuration', parameter: 'sha256' },
  'compare-configuration': { kind: 'configuration', parameter: 'sha256' },
  'apply-template': { kind: 'template', parameter: 'sha256' },
  'write-table': { kind: 'table', parameter: 'sha256' },
}
