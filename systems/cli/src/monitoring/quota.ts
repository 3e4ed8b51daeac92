import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { type PlatformOptions, platformAt } from './platform.ts'

/** `monitoring quota`. */
export async function sharePlaces(options: PlatformOptions): Promise<void> {
  const list = (await platformAt(options).post('/quota', undefined, 'the sharing of places')) as {
    readonly items: readonly {
      readonly participant: string
      readonly maker: string
      readonly model: string
      readonly offered: number
      readonly granted: number | null
    }[]
  }
  const heads = [
    { title: 'participant' },
    { title: 'model', flexible: 'cut' as const },
    { title: 'offered', align: 'right' as const },
    { title: 'places', align: 'right' as const },
  ]
  show(options.json, list, () =>
    list.items.length === 0
      ? 'nothing is offered'
      : table(
          heads,
          list.items.map(({ participant, maker, model, offered, granted }) => [
            print.name(participant),
            `${maker} ${model}`,
            String(offered),
            granted === null ? 'none: no contract' : String(granted),
          ]),
        ),
  )
}
