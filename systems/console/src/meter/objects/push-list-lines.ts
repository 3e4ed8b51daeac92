import type { PushList } from '../../api/resources.ts'

type PushedObject = PushList['objects'][number]

const line = /^(\d{1,5})\s+(\d{1,3}(?:\.\d{1,3}){5})\s+(\d{1,2})$/

/** Objects of a list as a person writes them: class, name and attribute, one object a line. */
export function linesOf(objects: readonly PushedObject[]): string {
  return objects.map(({ classId, obis, attribute }) => `${classId} ${obis} ${attribute}`).join('\n')
}

/** Objects from such lines; with the number of the first line that is none, where there is one. Empty lines are left out. */
export function objectsIn(text: string): { readonly objects: PushedObject[]; readonly wrongLine?: number } {
  const objects: PushedObject[] = []
  for (const [i, written] of text.split('\n').entries()) {
    const trimmed = written.trim()
    if (trimmed === '') continue
    const [, classId, obis, attribute] = line.exec(trimmed) ?? []
    if (classId === undefined || obis === undefined || attribute === undefined)
      return { objects, wrongLine: i + 1 }
    objects.push({ classId: Number(classId), obis, attribute: Number(attribute) })
  }
  return objects.length === 0 ? { objects, wrongLine: 1 } : { objects }
}
