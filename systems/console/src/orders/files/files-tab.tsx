import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, api } from '../../api/client.ts'
import { filesQuery } from '../../api/order-queries.ts'
import type { DeviceFile } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import { List } from '../../kit/list/list.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay, usePerson } from '../../session/session.ts'
import { FileHistory } from './file-history.tsx'
import { UploadDialog } from './upload-dialog.tsx'
import { WithdrawDialog } from './withdraw-dialog.tsx'

/** Configurations and firmware for meters, each on its way from test over approval to use. */
export function FilesTab() {
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const me = usePerson()
  const mayOrder = useMay('operator')
  const mayUpload = useMay('vendor')
  const files = useInfiniteQuery(filesQuery())
  const [isUploading, setUploading] = useState(false)
  const [withdrawn, setWithdrawn] = useState<DeviceFile | null>(null)
  const step = useMutation({
    mutationFn: ({ sha256, to }: { sha256: string; to: 'approve' | 'release' }) => {
      const params = { params: { path: { sha256 } } }
      return to === 'approve'
        ? answerOf(api.POST('/api/v1/files/{sha256}/approve', params))
        : answerOf(api.POST('/api/v1/files/{sha256}/release', params))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['files'] }),
  })
  const columns: Column<DeviceFile>[] = [
    words(t('files.name'), ({ name }) => name, { className: 'font-medium' }),
    words(t('files.kind'), ({ kind, legal }) => t(legal ? 'files.kind.legal' : `files.kind.${kind}`)),
    words(t('files.version'), ({ version }) => version, { className: 'font-mono text-label' }),
    words(
      t('files.models'),
      ({ models }) => (models.length === 0 ? t('files.any-model') : models.join(', ')),
      {
        isMinor: true,
      },
    ),
    words(t('meter.state'), ({ state }) => t(`files.state.${state}`)),
    words(t('files.signed'), ({ vendorKey }) => vendorKey ?? t('files.unsigned'), { isMinor: true }),
    figures(
      t('files.size'),
      ({ size }) => size,
      size => format.count(size),
      { isMinor: true },
    ),
  ]
  if (mayOrder) {
    columns.push(
      actions(t('common.actions'), file => (
        <span className="flex gap-2">
          {file.state === 'test' && file.uploadedBy !== me && (
            <Button onPress={() => step.mutate({ sha256: file.sha256, to: 'approve' })}>
              {t('files.approve')}
            </Button>
          )}
          {file.state === 'approved' && (
            <Button look="primary" onPress={() => step.mutate({ sha256: file.sha256, to: 'release' })}>
              {t('files.release')}
            </Button>
          )}
          {file.state !== 'withdrawn' && (
            <Button look="quiet" onPress={() => setWithdrawn(file)}>
              {t('files.withdraw')}
            </Button>
          )}
        </span>
      )),
    )
  }
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {step.isError && <Failure what={t('files.not-changed')} error={step.error} />}
      <List
        source={files}
        failed={t('files.failed')}
        empty={<Empty title={t('files.none')}>{t('files.none.next')}</Empty>}
        more={t('files.older')}
        bar={
          mayUpload && (
            <Button onPress={() => setUploading(true)}>
              <Icon name="plus" />
              {t('files.upload')}
            </Button>
          )
        }
      >
        {(shown, isPartial) => (
          <Table
            label={t('orders.tab.files')}
            columns={columns}
            rows={shown}
            keyOf={({ sha256 }) => sha256}
            detail={file => <FileHistory file={file} />}
            isPartial={isPartial}
            file="files"
          />
        )}
      </List>
      {isUploading && <UploadDialog onClose={() => setUploading(false)} />}
      {withdrawn && <WithdrawDialog file={withdrawn} onClose={() => setWithdrawn(null)} />}
    </div>
  )
}
