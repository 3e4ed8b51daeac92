export const fileKinds = ['configuration', 'template', 'table', 'firmware'] as const
export type FileKind = (typeof fileKinds)[number]
