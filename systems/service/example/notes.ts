import { type Feature, type Instant, instant, ref, resource, senderOf, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'

type NoteTables = {
  readonly note: { readonly written_at: Instant; readonly author: string; readonly text: string }
}

const text = Type.String({ minLength: 1, maxLength: 500 })
const newNote = resource('NewNote', { text }, 'A note to write.')
const note = resource('Note', { text, author: Type.String(), writtenAt: instant('When.') }, 'A note.')
type Note = Static<typeof note>

/** Notes that operators leave for each other. */
export const notes: Feature = {
  name: 'notes',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [newNote, note],
  audited: { 'POST /notes': { action: 'note.written' } },
  routes: ({ db, now }) => {
    const tables = db.withTables<NoteTables>()
    const tags = ['notes']
    return async app => {
      app.get('/notes', {
        config: { access: 'viewer' },
        schema: { tags, summary: 'Notes', response: { 200: wholeList(note, 'All notes.') } },
        handler: async () => {
          const rows = await tables.selectFrom('note').selectAll().orderBy('written_at').execute()
          return {
            items: rows.map(({ text, author, written_at }) => ({
              text,
              author,
              writtenAt: written_at.toISOString(),
            })),
          }
        },
      })

      app.post('/notes', {
        config: { access: 'operator' },
        schema: { tags, summary: 'Write a note', body: ref(newNote), response: { 201: ref(note) } },
        handler: async (request, reply) => {
          const { text } = request.body
          const { name: author } = senderOf(request)
          const written_at = new Date(now())
          await tables.insertInto('note').values({ text, author, written_at }).execute()
          const written: Note = { text, author, writtenAt: written_at.toISOString() }
          return reply.code(201).send(written)
        },
      })
    }
  },
}
