// Builds ../quizaccess_invigil/amd/src/*.js into amd/build/*.min.js, as Moodle's own build does in effect: named AMD modules,
// minified, with a source map. With --check it writes nothing and fails if a file is missing, stale or left over.
import {transformAsync} from '@babel/core';
import {readdir, readFile, writeFile, mkdir} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {minify} from 'terser';

const COMPONENT = 'quizaccess_invigil';
const AMD = fileURLToPath(new URL('../quizaccess_invigil/amd/', import.meta.url));

/** The files that one module is built into: name -> content. */
async function built(file) {
    const name = basename(file, '.js');
    const source = await readFile(join(AMD, 'src', file), 'utf8');
    const amd = await transformAsync(source, {
        filename: file,
        sourceFileName: `../src/${file}`,
        sourceMaps: true,
        babelrc: false,
        configFile: false,
        moduleId: `${COMPONENT}/${name}`,
        plugins: [['@babel/plugin-transform-modules-amd', {noInterop: true}]],
    });
    const small = await minify(amd.code, {
        sourceMap: {content: amd.map, includeSources: true, filename: `${name}.min.js`, url: `${name}.min.js.map`},
        format: {comments: false},
    });
    return {[`${name}.min.js`]: `${small.code}\n`, [`${name}.min.js.map`]: small.map};
}

const check = process.argv.includes('--check');
const sources = (await readdir(join(AMD, 'src'))).filter((file) => file.endsWith('.js')).sort();
const wanted = Object.assign({}, ...await Promise.all(sources.map(built)));
await mkdir(join(AMD, 'build'), {recursive: true});
const problems = (await readdir(join(AMD, 'build'))).filter((file) => !(file in wanted)).map((file) => `left over: ${file}`);
for (const [file, content] of Object.entries(wanted)) {
    const path = join(AMD, 'build', file);
    if (!check) {
        await writeFile(path, content);
    } else if (await readFile(path, 'utf8').catch(() => '') !== content) {
        problems.push(`stale: ${file}`);
    }
}
if (problems.length) {
    console.error(problems.join('\n'));
    process.exitCode = 1;
}
