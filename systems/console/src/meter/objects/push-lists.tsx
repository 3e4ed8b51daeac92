import { obisName, obis as parse } from '@ferraris/cosem'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import type { PushList } from '../../api/resources.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { TextArea } from '../../kit/form/text-area.tsx'
import { TextField } from '../../kit/form/text-field.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { linesOf, objectsIn } from './push-list-lines.ts'

const placeholder = '8 0.0.1.0.0.255 2\n1 0.0.97.98.20.255 2'

/** What the push setups of the meter send: read with its objects, or said by a person for a meter that does not show it. */
export function PushLists({ serial }: { serial: string }) {
  const t = useText()
  const maySet = useMay('administrator')
  const language = useLanguage()
  const [opened, open] = useState<PushList | 'new'>()
  const params = { path: { serial } }
  const lists = useQuery({
    queryKey: ['push-lists', serial],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/end-devices/{serial}/push-lists', { params, signal })),
  })
  const items = lists.data?.items ?? []
  if (lists.isError)
    return <Failure what={t('push-lists.failed')} error={lists.error} onRetry={() => void lists.refetch()} />
  if (items.length === 0 && !maySet) return null
  return (
    <Section
      className="mt-6"
      title={t('push-lists.title')}
      aside={maySet && <Button onPress={() => open('new')}>{t('push-lists.add')}</Button>}
    >
      <p className="mb-3 text-ink-2">{t('push-lists.means')}</p>
      <ul className="divide-y divide-line">
        {items.map(list => (
          <li key={list.setup} className="flex items-start gap-x-6 gap-y-2 py-3 max-tablet:flex-col">
            <span className="w-36 font-mono text-label">{list.setup}</span>
            <ol className="min-w-0 flex-1 list-decimal pl-6">
              {list.objects.map(({ classId, obis, attribute }, place) => (
                <li key={`${place} ${obis}`}>
                  <span className="font-mono text-label">{obis}</span> {obisName(parse(obis), language)}{' '}
                  <span className="text-ink-3">{t('push-lists.attribute', { classId, attribute })}</span>
                </li>
              ))}
            </ol>
            {maySet && <Button onPress={() => open(list)}>{t('push-lists.change')}</Button>}
          </li>
        ))}
      </ul>
      {opened !== undefined && (
        <ListDialog
          serial={serial}
          lists={items}
          list={opened === 'new' ? undefined : opened}
          onClose={() => open(undefined)}
        />
      )}
    </Section>
  )
}

interface ListDialogProps {
  readonly serial: string
  readonly lists: readonly PushList[]
  /** The one that is changed; undefined for a new one. */
  readonly list: PushList | undefined
  readonly onClose: () => void
}

function ListDialog({ serial, lists, list, onClose }: ListDialogProps) {
  const t = useText()
  const queries = useQueryClient()
  const [setup, setSetup] = useState(list?.setup ?? '')
  const [text, setText] = useState(list === undefined ? '' : linesOf(list.objects))
  const [wrongLine, setWrongLine] = useState<number>()
  const save = useMutation({
    mutationFn: (changed: readonly PushList[]) => {
      const others = lists.filter(
        one => one.setup !== list?.setup && !changed.some(({ setup }) => setup === one.setup),
      )
      const body = { items: [...others, ...changed] }
      return answerOf(
        api.PUT('/api/v1/end-devices/{serial}/push-lists', { params: { path: { serial } }, body }),
      )
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['push-lists', serial] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = objectsIn(text)
    setWrongLine(read.wrongLine)
    if (read.wrongLine === undefined) save.mutate([{ setup: setup.trim(), objects: read.objects }])
  }
  return (
    <Dialog
      title={t(list === undefined ? 'push-lists.add' : 'push-lists.change-one')}
      isOpen
      onClose={onClose}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField label={t('push-lists.setup')} isRequired mono value={setup} onChange={setSetup} />
        <TextArea
          label={t('push-lists.objects')}
          hint={t('push-lists.hint', { example: placeholder.replace('\n', ' ⏎ ') })}
          rows={8}
          mono
          isRequired
          value={text}
          onChange={setText}
        />
        {wrongLine !== undefined && (
          <p role="alert" className="text-critical">
            {t('push-lists.wrong-line', { line: wrongLine })}
          </p>
        )}
        {save.isError && <Failure what={t('push-lists.not-saved')} error={save.error} />}
        <div className="flex justify-end gap-2">
          {list !== undefined && (
            <Button isDisabled={save.isPending} onPress={() => save.mutate([])}>
              {t('push-lists.remove')}
            </Button>
          )}
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
