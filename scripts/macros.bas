Attribute VB_Name = "Module1"
Sub Recalculate()
    Start "recalculate"
End Sub

Sub ShareWithCoach()
    Start "share"
End Sub

Sub AddCoachNotes()
    Start "merge"
End Sub

Sub ImportFromSoftware()
    Start "import_sources"
End Sub

Private Sub Start(Verb As String)
    Dim Key As String, Found As Boolean
    On Error GoTo Failed
    Key = "INTERPRETER_WIN"
    If Application.OperatingSystem Like "Mac*" Then
        Key = "INTERPRETER_MAC"
        If ThisWorkbook.FullName Like "*[|`""]*" Then
            MsgBox "Rename the workbook or its folder: no | ` or quotes."
            Exit Sub
        End If
    End If
    Found = GetConfig(Key) <> ""
    If Key = "INTERPRETER_WIN" Then Found = FileExists(GetConfig(Key))
    If Found Then
        RunPython "import importlib.util as u; u.find_spec('practice_xl') or exit('Please run: practice-xl setup'); import practice_xl; practice_xl." & Verb & "()"
        Exit Sub
    End If
Failed:
    MsgBox "The program was not found. Run practice-xl setup, restart Excel and click again. " & Err.Description
End Sub
