import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import type { AssociationObject } from '../../api/resources.ts'
import { useObjectName } from '../../i18n/use-object-name.ts'
import { useText } from '../../i18n/use-text.ts'
import { Icon } from '../../kit/icon.tsx'
import type { Column } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'

/** One object: its code, class and name; opened, what of it may be read, written or executed. */
export function ObjectRow({ object }: { object: AssociationObject }) {
  const t = useText()
  const { classId, className, version, obis, attributes, methods } = object
  const name = useObjectName()(object)
  return (
    <li>
      <Disclosure className="group">
        <Heading level={2}>
          <Button
            slot="trigger"
            className="grid min-h-9 w-full grid-cols-[1rem_minmax(8.5rem,11rem)_minmax(0,1fr)_auto] items-center gap-x-3 rounded-control px-4 py-1 text-left hover:bg-sunken focus-visible:outline-offset-[-2px] max-tablet:grid-cols-[1rem_minmax(0,1fr)]"
          >
            <span className="text-ink-3 motion-safe:transition-transform group-data-[expanded]:rotate-90">
              <Icon name="forward" size={12} />
            </span>
            <span className="font-mono text-label">{obis}</span>
            <span className="truncate max-tablet:col-start-2">{name}</span>
            <span className="text-ink-3 max-tablet:col-start-2">
              {className} <span className="figures">({classId})</span>
            </span>
          </Button>
        </Heading>
        <DisclosurePanel>
          <div className="grid gap-x-10 gap-y-4 px-11 pt-1 pb-4 tablet:grid-cols-2 max-tablet:px-4">
            <Members title={t('objects.attributes')} members={attributes} />
            {methods.length > 0 && <Members title={t('objects.methods')} members={methods} />}
            <p className="label tablet:col-span-2">{t('objects.version', { version })}</p>
          </div>
        </DisclosurePanel>
      </Disclosure>
    </li>
  )
}

type Member = AssociationObject['attributes'][number]

function Members({ title, members }: { title: string; members: readonly Member[] }) {
  const t = useText()
  const shown = (key: 'id' | 'name' | 'access') => (member: Member) => (
    <span className={member.access === 'none' ? 'text-ink-3' : ''}>{member[key]}</span>
  )
  const columns: Column<Member>[] = [
    { name: t('objects.id'), className: 'w-8 figures', cell: shown('id') },
    { name: title, className: 'font-mono text-label', cell: shown('name') },
    { name: t('objects.access'), isNumber: true, cell: shown('access') },
  ]
  return (
    <div className="self-start">
      <Table label={title} columns={columns} rows={members} keyOf={({ id }) => String(id)} isBare />
    </div>
  )
}
