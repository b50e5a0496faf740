/** What the page has to show: its tasks, and the champions that come with it. A new task joins here. */

export interface Exhibit {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  readonly file: string;
}

export interface Hall {
  readonly task: string;
  readonly title: string;
  readonly exhibits: readonly Exhibit[];
  /** How the fingerprint is measured, where it is not the champion file's own: so many weights, one episode each at a time, of so many seeds. */
  readonly sweep?: { readonly weights: number; readonly episodes: number };
  /** What a search on the page starts with. */
  readonly search?: { readonly preset: string; readonly population: number; readonly generations: number };
}

export const GALLERY: readonly Hall[] = [
  {
    task: "swingup",
    title: "Swing-up",
    exhibits: [
      { name: "small", title: "44 connections", file: "champions/swingup-small.json" },
      { name: "best", title: "75 connections", file: "champions/swingup.json" },
      { name: "homogeneous", title: "weight agnostic by construction", file: "champions/swingup-homogeneous.json" },
      { name: "fixed", title: "fully connected: not weight agnostic", file: "champions/swingup-fixed.json" },
    ],
    sweep: { weights: 81, episodes: 16 },
    search: { preset: "quick", population: 48, generations: 200 },
  },
  {
    task: "biped",
    title: "Walker",
    exhibits: [
      { name: "best", title: "the best so far", file: "champions/biped.json" },
      { name: "minimal", title: "36 connections", file: "champions/biped-minimal.json" },
    ],
    sweep: { weights: 41, episodes: 4 },
    search: { preset: "biped", population: 48, generations: 60 },
  },
  {
    task: "car-racing",
    title: "Racing",
    exhibits: [{ name: "best", title: "the best so far", file: "champions/car-racing.json" }],
    sweep: { weights: 21, episodes: 2 },
  },
  {
    task: "mnist",
    title: "Digits",
    exhibits: [{ name: "best", title: "the best so far", file: "champions/mnist.json" }],
  },
];

export function hallOf(task: string): Hall | undefined {
  return GALLERY.find((hall) => hall.task === task);
}
