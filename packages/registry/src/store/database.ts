/** What both databases can do. Times come back as `Date`, whole numbers as `number` when the statement casts them to `int`. */
export interface Queries {
  /** Rows as the statement names its columns: whoever writes the statement writes the type beside it. */
  query<Row extends object>(statement: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Queries {
  /** `embedded`: this process is the only one that writes. */
  readonly kind: "embedded" | "postgres";
  /** Commits when `work` resolves, and rolls back when it rejects. What is resolved is on disk as far as the database can say. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** The same for what may take its time: nobody waits for it. */
  patiently<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** The same on one state of all tables, in which nothing can be changed. As short as any request: an embedded database does nothing else meanwhile. */
  snapshot<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The database does not answer, or not in time. What was asked for may be asked for again. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}
