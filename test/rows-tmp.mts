import { loadChampion, loadEvaluator } from "/work/wt-originals/src/index.js";
import { paperRows, returnScore } from "/work/wt-originals/src/score/score.js";
const { task, champion } = loadChampion("champions/car-racing.json");
const evaluator = await loadEvaluator(task, { workers: 2 });
const rows = await paperRows(returnScore(evaluator, 100, 0), champion.genome, champion.tunedSharedWeight as number);
for (const { row, weight, mean, sd, returns } of rows) console.log(row, weight ?? "", mean.toFixed(2), sd.toFixed(2), Math.max(...(returns ?? [])).toFixed(1));
await evaluator.close();
