/** What is wrong below the database: the disk, the folder, the file? SQLite's and the system's codes in our words. */

export type DatabaseTrouble =
  | 'disk_full'
  | 'disk_failing'
  | 'data_dir_unwritable'
  | 'data_dir_gone'
  | 'database_damaged'
  | 'database_busy';

/** https://www.sqlite.org/rescode.html */
const BY_SQLITE: Readonly<Partial<Record<string, DatabaseTrouble>>> = {
  SQLITE_FULL: 'disk_full',
  SQLITE_IOERR: 'disk_failing',
  SQLITE_READONLY: 'data_dir_unwritable',
  SQLITE_PERM: 'data_dir_unwritable',
  SQLITE_CANTOPEN: 'data_dir_gone',
  SQLITE_CORRUPT: 'database_damaged',
  SQLITE_NOTADB: 'database_damaged',
  SQLITE_BUSY: 'database_busy',
  SQLITE_LOCKED: 'database_busy',
  SQLITE_PROTOCOL: 'database_busy',
};

/** errno(3). A limit on the size of files is a full disk to us. */
const BY_SYSTEM: Readonly<Partial<Record<string, DatabaseTrouble>>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EFBIG: 'disk_full',
  EIO: 'disk_failing',
  EACCES: 'data_dir_unwritable',
  EPERM: 'data_dir_unwritable',
  EROFS: 'data_dir_unwritable',
  ENOENT: 'data_dir_gone',
  ENOTDIR: 'data_dir_gone',
  EEXIST: 'data_dir_unwritable',
};

/** Errors that wrap one another: the ORM's, the client's, the library's. */
const MAX_CAUSES = 8;

/** A commit went into a file that isn't to be found at its place any more: a restart wouldn't see it. */
export class DatabaseMoved extends Error {
  override readonly name = 'DatabaseMoved';
}

/** What SQLite says. null: the error has another origin, such as a mistake of ours. */
export function databaseTrouble(thrown: unknown): DatabaseTrouble | null {
  return find(thrown, BY_SQLITE);
}

/** As well what the system says of the folder and its files, for whoever works on them directly. */
export function dataDirTrouble(thrown: unknown): DatabaseTrouble | null {
  return find(thrown, { ...BY_SQLITE, ...BY_SYSTEM });
}

function find(
  thrown: unknown,
  troubles: Readonly<Partial<Record<string, DatabaseTrouble>>>,
): DatabaseTrouble | null {
  let cause = thrown;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth += 1) {
    if (cause instanceof DatabaseMoved) return 'data_dir_gone';
    const trouble =
      'code' in cause && typeof cause.code === 'string' ? troubles[primary(cause.code)] : undefined;
    if (trouble !== undefined) return trouble;
    cause = cause.cause;
  }
  return null;
}

/** `SQLITE_IOERR_WRITE` is a kind of `SQLITE_IOERR`; the library below the client tells the kind. */
function primary(code: string): string {
  return code.startsWith('SQLITE_') ? code.split('_', 2).join('_') : code;
}
