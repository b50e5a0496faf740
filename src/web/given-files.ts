/** The files that `wann web` was given: it names them in the page. */
import { fetchFile } from "../evaluate/fetched-files.js";

export const GIVEN = "wann-given";

/** A champion's file and, of a user's task, the task's; none where the page was not served with any. */
export function givenFiles(): Promise<File[]> {
  const named = document.querySelector<HTMLMetaElement>(`meta[name="${GIVEN}"]`)?.content;
  const names: string[] = named === undefined ? [] : JSON.parse(named);
  return Promise.all(
    names.map(async (name) => new File([await (await fetchFile(`given/${encodeURIComponent(name)}`)).blob()], name)),
  );
}
