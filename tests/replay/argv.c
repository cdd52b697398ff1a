/* Built for Windows by the tests. As run.exe it hands each line of the file named first to Windows
   as it stands, as Excel does; as any other program it notes the arguments Windows gave it. */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

static wchar_t text[1 << 20];

static int run(const wchar_t *file) {
    FILE *in = _wfopen(file, L"rb");
    size_t length = fread(text, 2, (1 << 20) - 1, in);
    text[length] = 0;
    fclose(in);
    for (wchar_t *line = text, *end; (end = wcschr(line, L'\n')); line = end + 1) {
        STARTUPINFOW start = {sizeof start};
        PROCESS_INFORMATION made;
        *end = 0;
        if (CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &made))
            WaitForSingleObject(made.hProcess, 20000);
    }
    return 0;
}

int wmain(int count, wchar_t **words) {
    if (wcsstr(words[0], L"run.exe")) return run(words[1]);
    FILE *out = _wfopen(_wgetenv(L"NOTED"), L"ab");
    for (int n = 1; n < count; n++) {
        fwrite(words[n], 2, wcslen(words[n]), out);
        fwrite(L"\1", 2, 1, out);
    }
    fwrite(L"\n", 2, 1, out);
    return fclose(out);
}
