import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface Case {
  readonly id: number
  readonly kind: string
  readonly endDevice: string | null
  readonly concentrator: string | null
  readonly state: string
  readonly danger: boolean
  readonly score: number
  readonly figure: number | null
  readonly unit: string | null
  readonly openedAt: string
  readonly comment: string | null
  readonly workRequest: string | null
  readonly proposal: string
}

interface CaseDetail extends Case {
  readonly evidence: readonly { readonly at: string; readonly source: string; readonly detail: string }[]
}

/** `finding list`. */
export async function listFindings({
  headEnd,
  json,
  state,
  kind,
  meter,
  limit,
}: AskOptions & {
  readonly state: string
  readonly kind?: string
  readonly meter?: string
  readonly limit: number
}): Promise<void> {
  const query = new URLSearchParams({
    state,
    limit: String(limit),
    ...(kind && { kind }),
    ...(meter && { endDevice: meter }),
  })
  const page = (await new HeadEndDoor(headEnd).get(`/findings?${query}`, 'cases')) as {
    readonly items: readonly Case[]
  }
  const heads = [
    { title: 'case', align: 'right' as const },
    { title: 'what' },
    { title: 'where' },
    { title: 'sure', align: 'right' as const },
    { title: 'figure', align: 'right' as const },
    { title: 'since' },
    { title: 'to do', flexible: 'cut' as const },
  ]
  show(json, page, () =>
    page.items.length === 0
      ? 'no cases'
      : table(
          heads,
          page.items.map(item => [
            String(item.id),
            item.danger ? print.warning(item.kind) : item.kind,
            print.name(placeOf(item)),
            `${Math.round(item.score * 100)} %`,
            figureOf(item),
            item.openedAt.slice(0, 10),
            item.proposal,
          ]),
        ),
  )
}

/** `finding show`. */
export async function showFinding(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const found = (await new HeadEndDoor(headEnd).get(pathOf(id), `case ${id}`)) as CaseDetail
  show(json, found, () => describe(found))
}

/** `finding change`. */
export async function changeFinding(
  id: string,
  state: string,
  { headEnd, json, comment }: AskOptions & { readonly comment?: string },
): Promise<void> {
  const body = { state, ...(comment !== undefined && { comment }) }
  const found = (await new HeadEndDoor(headEnd).patch(
    pathOf(id),
    body,
    `the change of case ${id}`,
  )) as CaseDetail
  show(json, found, () => describe(found))
}

/** `finding work`. */
export async function workOnFinding(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `${pathOf(id)}/work-request`
  const found = (await new HeadEndDoor(headEnd).post(path, undefined, `work of case ${id}`)) as CaseDetail
  show(json, found, () => describe(found))
}

/** `finding search`. */
export async function search({ headEnd, json }: AskOptions): Promise<void> {
  const result = (await new HeadEndDoor(headEnd).post('/findings/search', undefined, 'a search')) as {
    readonly found: number
  }
  show(json, result, () => `${result.found} cases are new or have new evidence`)
}

function pathOf(id: string): string {
  return `/findings/${encodeURIComponent(id)}`
}
function placeOf({ endDevice, concentrator }: Case): string {
  return endDevice ?? concentrator ?? ''
}
function figureOf({ figure, unit }: Case): string {
  if (figure === null) return ''
  return unit === 'share' ? `${Math.round(figure * 100)} %` : `${Math.round(figure)} ${unit ?? ''}`.trim()
}

function describe(found: CaseDetail): string {
  const { id, kind, state, score, proposal, comment, workRequest, evidence } = found
  return [
    `case ${id}  ${kind}  ${print.name(placeOf(found))}  ${state}  ${Math.round(score * 100)} % sure  ${figureOf(found)}`,
    proposal,
    ...(comment === null ? [] : [`comment: ${comment}`]),
    ...(workRequest === null ? [] : [`work request ${workRequest}`]),
    ...evidence.map(({ at, source, detail }) => `  ${at.slice(0, 19)}Z  ${source}  ${detail}`),
  ].join('\n')
}
