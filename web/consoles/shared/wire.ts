/** A value as JSON carries it: dates are texts, and what is undefined is not there. */
export type Wire<T> = T extends Date
  ? string
  : T extends bigint
    ? never
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [Name in keyof T as undefined extends T[Name] ? never : Name]: Wire<T[Name]> } & {
            [Name in keyof T as undefined extends T[Name] ? Name : never]?: Wire<Exclude<T[Name], undefined>>
          }
        : T
