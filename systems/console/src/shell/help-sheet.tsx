import { Link } from 'wouter'
import { type TextId, useText } from '../i18n/use-text.ts'
import { Key } from '../kit/icon.tsx'
import { Dialog } from '../kit/sheet/dialog.tsx'
import { rooms } from './rooms.ts'
import { useSingleKeysOn } from './single-keys.ts'

interface Group {
  readonly title: TextId
  readonly keys: readonly (readonly [keys: string, does: TextId])[]
}

const groups: readonly Group[] = [
  {
    title: 'help.everywhere',
    keys: [
      ['Ctrl K', 'help.palette'],
      ['?', 'help.this'],
      ...rooms.map(room => [`g ${room.key}`, room.name] as const),
    ],
  },
  {
    title: 'room.meters',
    keys: [
      ['/', 'help.search'],
      ['j k', 'help.rows'],
      ['Enter', 'help.open'],
    ],
  },
  {
    title: 'room.alarms',
    keys: [
      ['e', 'help.acknowledge'],
      ['a', 'help.take'],
      ['c', 'help.comment'],
      ['z', 'help.close-alarm'],
    ],
  },
  {
    title: 'help.meter',
    keys: [
      ['[ ]', 'help.period'],
      ['d w m y', 'help.length'],
      ['c', 'help.compare'],
      ['t', 'help.table'],
      ['r', 'help.read'],
      ['j k', 'help.front'],
    ],
  },
  {
    title: 'help.curve',
    keys: [
      ['← →', 'help.cursor'],
      ['Home End', 'help.ends'],
      ['+ −', 'help.zoom'],
      ['Esc', 'help.out'],
    ],
  },
]

/** Every key, by room. */
export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const t = useText()
  const on = useSingleKeysOn()
  return (
    <Dialog title={t('help.title')} isOpen onClose={onClose}>
      <div className="flex flex-col gap-5">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3 className="mb-2 font-semibold text-ink-2">{t(title)}</h3>
            <dl className="grid grid-cols-[7rem_1fr] items-center gap-y-2">
              {keys.map(([names, does]) => (
                <div key={names} className="col-span-2 grid grid-cols-subgrid items-center">
                  <dt className="flex gap-1">
                    {names.split(' ').map(name => (
                      <Key key={name}>{name}</Key>
                    ))}
                  </dt>
                  <dd className="text-form">{t(does)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <p className="border-t border-line pt-4 text-ink-2">
          {t(on ? 'help.on' : 'help.off')}{' '}
          <Link href="/settings" className="link" onClick={onClose}>
            {t('room.settings')}
          </Link>
        </p>
      </div>
    </Dialog>
  )
}
